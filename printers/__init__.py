"""Printing: the queue, the printers' threads, and what is on each paper."""
