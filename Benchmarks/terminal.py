#!/usr/bin/env python3
"""Drives clinic and its peers through a pseudo-terminal and prints lines of the table of results.

    terminal.py TTYBENCH CLINIC DATA WORK [history]

With `history` only the schedule is measured, on years of visits. TTYBENCH is the program that measures, DATA a clinic made by `clinic-bench prepare`, WORK a folder
for the peers' data. Each line: measure, ours, peer, theirs, ratio, bar, separated by tabs.
"""

import datetime
import json
import os
import subprocess
import sys

LOGIN = 'type:recepcao Enter "type:senha de prova" Enter=>!Senha settle:600'
PATIENTS = (
    "F3=>Buscar settle:400 @move Down*60 Up*20 @page PgDn*5 PgUp*5 settle:300 "
    '@letter "type:maria da sil" @erase BS*12 @letter "type:jose san" settle:300 Esc settle:200 '
    '@form C-n settle:300 @field "type:Maria Aparecida" settle:200 @discard Esc Enter settle:300'
)
SCHEDULE = (
    "F2 settle:600 @grid Down*15 Up*10 Right*2 Left*2 @day PgDn*10 PgUp*10 @week ]*4 [*4 settle:300 "
    "@help F1 settle:200 @escape Esc settle:200 @burst burst:Down*50 settle:300 "
    "@hold hold:Up*60@30 settle:300"
)
# Threads that did the last work end some seconds after it.
IDLE = "wait:16000"


def measure(ttybench, name, keys, command, environment=(), idle=0, cwd=None):
    out = os.path.join(sys.argv[4], name + ".json")
    call = [sys.executable, ttybench, "--size", "80x24", "--signals", "", "--no-resize",
            "--idle", str(idle), "--json", out, "--name", name, "--keys", keys]
    for setting in environment:
        call += ["--env", setting]
    if cwd:
        call += ["--cwd", cwd]
    done = subprocess.run(call + ["--"] + command, capture_output=True, text=True)
    if done.returncode != 0 or not os.path.exists(out):
        sys.stderr.write(f"{name} could not be measured: {done.stderr[-600:]}\n")
        return None
    with open(out, encoding="utf-8") as file:
        report = json.load(file)
    if os.environ.get("CLINIC_BENCH_VERBOSE"):
        sys.stderr.write(done.stdout)
    return report["results"][0]


def peers(ttybench, work, repository):
    found = {}
    found["tig"] = measure(
        ttybench, "tig", "@move Down*40 @page PgDn*10 q", ["tig"], cwd=repository)
    folder = os.path.join(work, "files")
    os.makedirs(folder, exist_ok=True)
    for index in range(2000):
        open(os.path.join(folder, f"ficha-{index:05}.txt"), "w").close()
    found["mc"] = measure(
        ttybench, "mc", "@move Down*40 @page PgDn*10 F10", ["mc", "-u", folder, folder],
        [f"HOME={work}"])
    found["calcurse"] = calcurse(ttybench, work)
    return {name: result for name, result in found.items() if result}


def calcurse(ttybench, work):
    calendar = os.path.join(work, "calcurse")
    os.makedirs(calendar, exist_ok=True)
    with open(os.path.join(calendar, "apts"), "w", encoding="utf-8") as file:
        first = datetime.date.today() - datetime.timedelta(days=312)
        for index in range(10_000):
            day = (first + datetime.timedelta(days=index // 16)).strftime("%m/%d/%Y")
            hour = f"{8 + index % 16 // 2:02}"
            start, end = (":00", ":29") if index % 2 == 0 else (":30", ":59")
            file.write(f"{day} @ {hour}{start} -> {day} @ {hour}{end} |consulta {index}\n")
    open(os.path.join(calendar, "todo"), "w").close()
    return measure(
        ttybench, "calcurse", "settle:300 @page l*20 Tab @move j*15 q", ["calcurse", "-D", calendar],
        [f"HOME={work}"])


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def row(name, ours, unit, peer, theirs, bar):
    if ours is None:
        return
    ratio = f"{number(ours / theirs)}×" if theirs else "–"
    other = f"{number(theirs)} {unit}" if theirs is not None else "–"
    print("\t".join([name, f"{number(ours)} {unit}", peer, other, ratio, bar]), flush=True)


def history(ttybench, clinic, data, work):
    settings = [f"XDG_CONFIG_HOME={os.path.dirname(data)}/config",
                f"HOME={os.path.dirname(data)}"]
    keys = ("F2 settle:600 @day PgDn*40 PgUp*80 PgDn*40 settle:300 w settle:300 "
            "@week ]*30 [*60 ]*30 settle:300 w settle:300 M settle:600 "
            "@month PgUp*40 PgDn*80 settle:300 Esc settle:300 PgUp*3 g g settle:300 Down*17 "
            + "Enter settle:100 @visits l settle:150 @back Esc settle:100 @next Down settle:50 " * 20)
    ours = measure(ttybench, "clinic-history", f"{LOGIN} {keys} C-q",
                   [clinic, "open", "--data", data, "--lang", "pt-BR"], settings)
    if not ours:
        sys.exit(1)
    days = ((calcurse(ttybench, work) or {}).get("summary") or {}).get("page") or {}
    for name, label in [("a day of 12 doctors", "day"), ("a week of one doctor", "week"),
                        ("a month of 12 doctors", "month"), ("a patient's visits", "visits")]:
        for key, suffix, bar in [("visible", "", "≤ 2.5"), ("visible_p99", ", p99", "≤ 8")]:
            theirs = days.get(key) if label == "day" else None
            row(f"500k visits: {name}{suffix}", ours["summary"][label][key], "ms",
                "calcurse, 10k" if theirs else "–", theirs, bar)


def main():
    ttybench, clinic, data, work = sys.argv[1:5]
    if sys.argv[5:] == ["history"]:
        return history(ttybench, clinic, data, work)
    repository = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    settings = [f"XDG_CONFIG_HOME={os.path.dirname(data)}/config",
                f"HOME={os.path.dirname(data)}"]
    ours = measure(
        ttybench, "clinic", f"{LOGIN} {PATIENTS} {SCHEDULE} C-q",
        [clinic, "open", "--data", data, "--lang", "pt-BR"], settings)
    still = measure(
        ttybench, "clinic-idle", f"{LOGIN} F3=>Buscar {IDLE}",
        [clinic, "open", "--data", data, "--lang", "pt-BR"], settings, idle=10)
    if not ours or not still:
        sys.exit(1)
    others = peers(ttybench, work, repository)
    size = os.environ.get("CLINIC_BENCH_SIZE", "100k")

    def value(result, label, key):
        found = (result or {}).get("summary", {}).get(label)
        return found.get(key) if found else None

    def startup(result, key):
        return (result or {}).get("startup", {}).get(key)

    def compare(name, label, key, unit, peer, peer_label, bar):
        row(f"{name}", value(ours, label, key), unit, peer,
            value(others.get(peer), peer_label, key), bar)

    row("start to the login screen", startup(ours, "ready"), "ms", "tig",
        startup(others.get("tig"), "ready"), "≤ 40")
    idle = still.get("idle") or {}
    row("memory, RSS", (ours["startup"].get("rss_kb") or 0) / 1024, "MB", "calcurse",
        (startup(others.get("calcurse"), "rss_kb") or 0) / 1024 or None, "≤ 30")
    row("memory, private", (ours["startup"].get("anon_kb") or 0) / 1024, "MB", "calcurse",
        (startup(others.get("calcurse"), "anon_kb") or 0) / 1024 or None, "≤ 8")
    for key, unit, bars in [
        ("visible", "ms", ("≤ 0.5", "≤ 0.7", "≤ 2.5")),
        ("visible_p99", "ms", ("≤ 1.5", "≤ 1.5", "≤ 8")),
        ("bytes", "bytes", ("≤ 240", "≤ 1,500", "–")),
        ("writes", "write()", ("1", "1", "1")),
        ("cpu_us", "µs CPU", ("≤ 400", "–", "–")),
    ]:
        suffix = {"visible": "", "visible_p99": ", p99"}.get(key, "")
        compare(f"list: cursor{suffix}", "move", key, unit, "mc", "move", bars[0])
        compare(f"list: page{suffix}", "page", key, unit, "mc", "page", bars[1])
        compare(f"schedule: cursor{suffix}", "grid", key, unit, "calcurse", "move", bars[0])
        compare(f"schedule: next day{suffix}", "day", key, unit, "calcurse", "page", bars[2])
        compare(f"schedule: next week{suffix}", "week", key, unit, "calcurse", "page", bars[2])
    row(f"search in {size}, key → list", value(ours, "letter", "visible"), "ms", "–", None,
        "≤ 10" if size == "1M" else "≤ 8")
    row(f"search in {size}, key → list, p99", value(ours, "letter", "visible_p99"), "ms", "–", None,
        "≤ 25" if size == "1M" else "≤ 20")
    row("search, bytes of a letter", value(ours, "letter", "bytes"), "bytes", "–", None, "–")
    for name, label, bar in [
        ("a form opens", "form", "≤ 1"), ("a letter in a field", "field", "≤ 0.3"),
        ("50 keys typed ahead", "burst", "≤ 8"),
        ("30 keys a second held", "hold", "–"),
    ]:
        row(name, value(ours, label, "visible"), "ms", "–", None, bar)
    for name, label, bar in [
        ("a letter in a field", "field", "≤ 20"), ("50 keys typed ahead", "burst", "≤ 4,000"),
    ]:
        row(name, value(ours, label, "bytes"), "bytes", "–", None, bar)
    row("help opens", value(ours, "help", "visible"), "ms", "–", None, "≤ 1")
    row("Esc closes it", value(ours, "escape", "visible"), "ms", "–", None, "≤ 30")
    for key, unit, bar in [("cpu_ms", "ms CPU", "≤ 1"), ("bytes", "bytes", "0"),
                           ("switches", "switches", "≤ 1")]:
        if key in idle:
            row("idle 10 s", float(idle[key]), unit, "–", None, bar)


main()
