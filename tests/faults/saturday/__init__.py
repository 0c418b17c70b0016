"""A whole evening, simulated: phones, waiters, screens and paper on a real server, then judged."""
