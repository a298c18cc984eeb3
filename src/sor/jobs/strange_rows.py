"""What is strange in the rows of a file that is compared with nothing: each reason why its columns may hold what they
should not, though each value of them might be right.
"""

from sor.codes.names import CodeNames
from sor.jobs.addresses_agreeing import strange_addresses
from sor.jobs.column_profiles import strange_columns
from sor.jobs.flags_stated import find_turned_flags
from sor.jobs.links_agreeing import strange_links
from sor.jobs.odd import Strange
from sor.jobs.rows_stated import RowsStated
from sor.jobs.text_habits import strange_texts
from sor.jobs.unrelated_columns import unrelated_columns
from sor.jobs.words_agreeing import strange_words


def strange_rows(rows: RowsStated, names: CodeNames, day: int) -> list[Strange]:
    """What is strange in the rows of a file. names: the code lists of the register. day: the one that the file
    describes.
    """
    found = [
        *strange_columns(rows, day),
        *strange_addresses(rows, names),
        *strange_links(rows),
        *find_turned_flags(rows),
        *strange_texts(rows),
        *strange_words(rows),
    ]
    told = {(one.kind, one.path) for one in found}
    return found + [one for one in unrelated_columns(rows) if (one.kind, one.path) not in told]
