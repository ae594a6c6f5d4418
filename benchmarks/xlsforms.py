"""How many XLSForms of a folder can be read, how much of them, and whether they come back when written.

`PYTHONPATH=. python -m benchmarks.xlsforms FOLDER [--all]`. Files of any other kind in the folder are what the forms
attach. Prints one line per form that is not read whole, and the count of each outcome.
"""

import argparse
import time
import traceback
from collections import Counter
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from instruments.fault import Severity
from instruments.imported import Imported
from instruments.xlsform.read import read
from instruments.xlsform.write import attached, write

FORMS = {".xlsx", ".xlsm", ".xls", ".md", ".csv"}
TABLES = {".csv", ".xml", ".geojson"}


def outcome(found: Imported) -> str:
    if found.instrument is None:
        return "refused"
    if any(fault.severity is Severity.ERROR for fault in found.problems):
        return "faults"
    return "with losses" if found.lost else "whole"


def written(found: Imported) -> str:
    """Whether pyxform takes what we write of it, and whether that is the same when read again."""
    if found.instrument is None:
        return ""
    data = write(found.instrument)
    again = read(data, "form.xlsx", attachments=attached(found.instrument))
    try:
        convert(data, file_type=".xlsx")
    except PyXFormError as fault:
        return f"pyxform: {str(fault)[:120]}"
    same = again.instrument is not None and again.instrument.items == found.instrument.items
    return "comes back" if same else "comes back changed"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--all", action="store_true", help="a line for every form")
    chosen = options.parse_args()
    files = sorted(path for path in chosen.folder.rglob("*") if path.is_file())
    attachments = {path.name: path.read_bytes() for path in files if path.suffix.lower() in TABLES}
    counts: Counter[str] = Counter()
    slowest = 0.0
    for path in files:
        if path.suffix.lower() not in FORMS:
            continue
        try:
            start = time.process_time()
            found = read(path.read_bytes(), path.name, attachments=attachments)
            slowest = max(slowest, time.process_time() - start)
            name, back = outcome(found), written(found)
        except Exception:  # what is looked for
            traceback.print_exc()
            name, back = "crashed", ""
        counts[name] += 1
        if back:
            counts[back.partition(":")[0]] += 1
        if chosen.all or name in ("refused", "faults", "crashed") or back not in ("", "comes back"):
            print(f"{path.name}: {name}; {back}")
    print(dict(counts), f"slowest {slowest:.2f} s of work")


if __name__ == "__main__":
    main()
