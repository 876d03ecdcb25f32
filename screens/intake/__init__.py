"""Call intake: the call in hand, who calls, what they are entitled to, how the call ends."""
