"""The one error of everything that is read from the chain."""


class TonError(ValueError):
    """An address, a bag of cells or a body that is not what it must be."""
