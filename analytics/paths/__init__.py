"""Ways through a process and what customers said afterwards."""
