"""The desk beside the log: who may send, what is sent, and what a demo runs on."""
