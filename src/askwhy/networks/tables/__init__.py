"""Tables in people's text files: any usual encoding and delimiter, a header found by its names.

What all sources that read such files share. A table is read as a stream in flat memory, and an
unreadable row can be pointed at by its physical line.
"""

from askwhy.networks.tables.layouts import Layout, fold_header
from askwhy.networks.tables.lines import Lines
from askwhy.networks.tables.table import Table, find_header

__all__ = ["Layout", "Lines", "Table", "find_header", "fold_header"]
