"""The pages of news and subscriptions: the archive and its feed, the newsletter, and what somebody subscribes to."""
