#!/usr/bin/env python3
"""Lets `clinic worker` drain a log to a hub while somebody works at a terminal on the same file.

    drain.py TTYBENCH CLINIC DATA WORK LABEL

DATA is a clinic made by `clinic-bench pending` that has joined a hub. Prints lines of the table of
results; the first is "rate N", entries a second, for whoever compares it. TTYBENCH is the program that
measures in a pseudo-terminal; where there is none, nobody is at the terminal.
"""

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time

LOGIN = 'type:recepcao Enter "type:senha de prova" Enter=>!Senha settle:600'
WORK = (
    "F3=>Buscar settle:400 @list Down*30 Up*10 PgDn*5 PgUp*5 settle:200 "
    '@search "type:maria da sil" BS*12 "type:jose san" settle:300 Esc settle:200 '
    "F2 settle:600 @schedule Down*15 Up*10 Right*2 Left*2 PgDn*10 PgUp*10 settle:300 "
)
BOOK = '@open F settle:200 Enter settle:200 "type:{name}" settle:200 Enter settle:200 @book Enter settle:200 '
NAMES = ["maria da", "jose san", "ana sil", "joao per", "luiz cos", "rita lim"]


class Worker:
    """The worker, and what its log says."""

    def __init__(self, clinic, data, environment, last):
        self.last, self.events, self.acknowledged = last, [], 0
        self.began, self.drained, self.peak = time.monotonic(), None, 0
        self.done = threading.Event()
        self.process = subprocess.Popen(
            [clinic, "worker", "--data", data], env=environment, stderr=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stderr:
            event = json.loads(line)
            if event["event"] == "pushed":
                self.acknowledged = event["acknowledged"]
                if self.drained is None and self.acknowledged >= self.last:
                    self.drained = time.monotonic()
                    self.peak = self.resident()
                    self.done.set()
            elif event["event"] in ("failed", "held", "quarantined", "bisected"):
                sys.stderr.write(line)
        self.done.set()

    def resident(self):
        """The most memory it ever had, in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait(60)


def type_along(ttybench, clinic, data, work, worker, settings):
    """The measured keys of all rounds that were over before the log was drained, by label."""
    times, turn = {}, 0
    while not worker.done.is_set():
        books = "".join(
            BOOK.format(name=NAMES[(turn * 3 + n) % len(NAMES)]) for n in range(3))
        out = os.path.join(work, "terminal.json")
        call = [sys.executable, __file__, "--below-header", ttybench, "--size", "80x24", "--signals", "", "--no-resize",
                "--idle", "0", "--json", out, "--name", "drain", "--keys",
                f"{LOGIN} {WORK} {books} C-q"]
        for setting in settings:
            call += ["--env", setting]
        done = subprocess.run(
            call + ["--", clinic, "open", "--data", data, "--lang", "pt-BR"],
            capture_output=True, text=True)
        if done.returncode != 0:
            sys.stderr.write(f"the terminal could not be measured: {done.stderr[-600:]}\n")
            return times
        turn += 1
        if worker.done.is_set() and times:
            break
        with open(out, encoding="utf-8") as file:
            keys = json.load(file)["results"][0]["keys"]
        for key in keys:
            if key["label"] in ("list", "search", "schedule", "book") and key["visible"] is not None:
                times.setdefault(key["label"], []).append(key["visible"])
                if key["visible"] > 50:
                    sys.stderr.write(f"slow: {key['label']} {key['key']} {key['visible']:.0f} ms\n")
    return times


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def measure_below_header(path, arguments):
    """ttybench with its arguments, blind to the first line: there stand the clock and what waits to be
    sent, which change with the worker and not with the key."""
    spec = importlib.util.spec_from_file_location("ttybench", path)
    ttybench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ttybench)
    whole = ttybench.Screen.snapshot

    def below_header(screen):
        lines, *rest = whole(screen)
        return (lines[1:], *rest)

    ttybench.Screen.snapshot = below_header
    sys.argv = [path, *arguments]
    return ttybench.main()


def main():
    if sys.argv[1:2] == ["--below-header"]:
        sys.exit(measure_below_header(sys.argv[2], sys.argv[3:]))
    ttybench, clinic, data, work, label = sys.argv[1:6]
    home = os.path.dirname(data)
    settings = [f"XDG_CONFIG_HOME={home}/config", f"HOME={home}"]
    environment = {**os.environ, "CRONTAB": "0 3 * * *"}
    environment.update(setting.split("=", 1) for setting in settings)
    database = sqlite3.connect(f"file:{data}/clinic.sqlite?mode=ro", uri=True)
    (last, before), = database.execute("SELECT last_seq, acknowledged_seq FROM sync_state")
    database.close()
    worker = Worker(clinic, data, environment, last)
    times = {}
    if os.access(ttybench, os.R_OK):
        times = type_along(ttybench, clinic, data, work, worker, settings)
    worker.done.wait()
    if worker.drained is None:
        sys.exit("the worker ended before its log was drained")
    seconds = worker.drained - worker.began
    print(f"rate\t{(last - before) / seconds:.0f}")
    print(f"seconds\t{seconds:.1f}")

    def row(measure, ours, bar):
        print("\t".join([measure, ours, "–", "–", "–", bar]))

    row(f"{label}: worker, most memory", f"{worker.peak:.0f} MB", "≤ 200")
    whole = [time for label_times in times.values() for time in label_times]
    if whole:
        row(f"{label}: key → visible, median of {len(whole)}", f"{percentile(whole, 0.5):.2f} ms", "–")
        row(f"{label}: key → visible, p99", f"{percentile(whole, 0.99):.1f} ms", "≤ 50")
        row(f"{label}: key → visible, slowest", f"{max(whole):.0f} ms", "–")
    if times.get("book"):
        row(f"{label}: booked, median of {len(times['book'])}", f"{percentile(times['book'], 0.5):.1f} ms", "–")
        row(f"{label}: booked, slowest", f"{max(times['book']):.1f} ms", "–")
    worker.end()


main()
