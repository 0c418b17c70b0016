"""HTTPS on the LAN: the box's own authority, or a certificate of the owner's."""
