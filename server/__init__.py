"""The pieces of the server door: start order, gate, command route."""
