"""Measure public pages against an empty view of the same server, side by side in one run.

    python -m bench.run [--organizations 5000] [--rounds 40] [--json] [--smoke]

Exit 1 if a page costs more than its budget. Processor time, not time on the clock: other work on
the machine does not count. `--smoke` is small and judges answers and queries only, never times.
See README.md for figures.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict

from bench.stage import stage


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organizations", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if options.smoke:
        options.organizations, options.rounds = 200, 3
    with stage(options.organizations):
        from bench import pages
        from config.wsgi import application
        from search import actions

        begin = time.process_time()
        actions.rebuild()
        rebuilt = time.process_time() - begin
        actions.index_all_pending()
        figures = [pages.measure(application, page, options.rounds) for page in pages.PAGES]
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    else:
        print(f"{options.organizations} organizations, index rebuilt in {rebuilt:.1f} s")
        for figure in figures:
            print(figure)
    good = (figure.answers if options.smoke else figure.within for figure in figures)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
