"""Process capability: what a process delivers against what the customer asked for."""
