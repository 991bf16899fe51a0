"""What the Autobahn test suite found: `python3 autobahn.py DIRECTORY` prints the report in it; 1 unless all is well."""

import ast
import collections
import json
import re
import sys
from pathlib import Path

#: The suite's result for a case in which the server did what the RFC requires, or was free to choose.
PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}
#: The same for the end of the connection.
CLOSED_WELL = {"OK", "INFORMATIONAL"}


def chosen(log):
    """The cases that the suite set out to run: a server that cannot be reached ends it early, and silently."""
    return ast.literal_eval(re.search(r"^Cases = (\[.*?\])", log, re.MULTILINE)[1])


def in_order(case):
    return [int(number) for number in case.split(".")]


def main(directory):
    chosen_cases = chosen((directory / "suite.log").read_text())
    index = directory / "index.json"
    results = json.loads(index.read_text())["wire-echo"] if index.exists() else {}
    outcomes = {case: (result["behavior"], result["behaviorClose"]) for case, result in results.items()}
    groups = collections.defaultdict(list)
    for case in sorted(outcomes, key=in_order):
        groups[outcomes[case]].append(case)

    print("| behaviour | at the close | cases |\n| --- | --- | --- |")
    for (behaviour, close), cases in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"| {behaviour} | {close} | {len(cases)} |")
    print(f"\n{len(results)} of {len(chosen_cases)} cases")
    for (behaviour, close), cases in sorted(groups.items()):
        if (behaviour, close) != ("OK", "OK"):
            print(f"{behaviour}, close {close}: {', '.join(cases)}")

    missing = [case for case in chosen_cases if case not in outcomes]
    failed = [
        case for case, (behaviour, close) in outcomes.items() if behaviour not in PASSED or close not in CLOSED_WELL]
    if missing or not outcomes:
        print(f"not run: {', '.join(missing)}")
    for case in sorted(failed, key=in_order):
        file = directory / results[case]["reportfile"]
        report = json.loads(file.read_text())
        print(f"failed {case}: {report['result']}; at the close: {report['resultClose']} ({file})")
    return 1 if missing or failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
