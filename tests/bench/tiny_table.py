"""The rows of bench/table_rows.h and what the operations on them return, once more and slowly."""
import datetime

import tiny_dataset

WORDS = ("amber birch cedar delta ember fjord grove heron island jade kelp lotus maple north ocean pearl quartz river sable tidal "
         "umber vale willow xenon yarrow zephyr slate stone spruce coral dune flint").split()
EPOCH, FIRST_DAY = datetime.date(1970, 1, 1), 10957


def mixed(row, salt):
    x = (row * 2654435761 + salt * 1013904223) % 2**32
    x = (x ^ x >> 15) * 2246822519 % 2**32
    return x ^ x >> 13


def row_at(i):
    name, label = WORDS[mixed(i, 6) % 32], mixed(i, 7)
    return (f"p{i:07}", mixed(i, 1) % 1000000, mixed(i, 2) % 100, mixed(i, 3) * 101, mixed(i, 4) % 100000 / 8, mixed(i, 5) % 1000 / 4, name,
            f"{WORDS[label % 32]} {WORDS[(label >> 8) % 32]} {label >> 16}", f"{name}.{i}@example.org", FIRST_DAY + mixed(i, 9) % 9000)


def fields(row):
    """As they enter a checksum."""
    numbers = [int(x) if isinstance(x, float) and x == int(x) else x for x in row[:-1]]
    return (*numbers, EPOCH + datetime.timedelta(row[-1]))


def totals(rows):
    result = [len(rows)]
    for column in zip(*rows):
        if isinstance(column[0], str):
            result += [sum(map(len, column)), max(column)]
        else:
            total = sum(column)
            result.append(int(total) if total == int(total) else total)
    return tuple(result)


def expected(count):
    """The lines that a system which is right prints about a table of `count` rows, without times."""
    rows, part = [row_at(i) for i in range(count)], count // 1000
    takes = [(take, *fields(rows[i * part + mixed(i, 100 + take) % part])) for take in range(20) for i in range(1000)]
    looked_up = [(i, rows[mixed(i, 10) % count][3], rows[mixed(i, 10) % count][6]) for i in range(20)]
    results = {
        "table_scan": (1, [(0, *totals(rows))]),
        "table_filter": (1, [(0, r[0], r[3]) for r in rows if 500000 <= r[1] <= 509999 and r[6].startswith("s")]),
        "table_take": (20, takes),
        "table_lookup": (20, looked_up),
    }
    for op, (checked, found) in results.items():
        yield {"peer": "model", "dataset": f"table-{count}", "op": op, "rows": len(found), "checksum": tiny_dataset.checksum(found),
               "checked": checked}
