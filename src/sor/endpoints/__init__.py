"""The doors: parse, ask or submit, render. No rule and no SQL lives here."""
