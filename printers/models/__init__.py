"""The facts of each document, as other features fill them in for `printers.service.enqueue`.

All of them are frozen values of plain types, so that they can be stored as JSON beside the job.
Amounts are integers in the smallest unit of the document's one ``currency``; moments are text in
the venue's own time zone, ready to print; ``lang`` is the language of the fixed words. Names and
notes may hold anything: they are cleaned when they are laid out.
"""
