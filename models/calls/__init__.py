"""The telephone registers, call intake and its drafts."""
