"""Runs `bwcap` and other tools on a long stream; called by speed.sh."""

import os, random, shutil, subprocess, sys, tempfile, time
from pathlib import Path

MEGABYTES, RUNS = int(os.environ.get("MEGABYTES", 200)), int(os.environ.get("RUNS", 3))
# Most of the traffic of a server; one message of five is another one.
FREQUENT = ("callUpdate", "sessionUpdate", "queueUpdate", "profileUpdate", "callControlInfo")


def stream(path):
    """Writes messages of the corpus that are valid, in random order that is always the same. Returns how many."""
    choose = random.Random(17)
    files = sorted(Path("corpus/cap-c").glob("*.xml"))
    frequent = [file.read_bytes() for file in files if file.name.startswith(FREQUENT)]
    others = [file.read_bytes() for file in files if not file.name.startswith(FREQUENT)]
    length = count = 0
    with open(path, "wb") as out:
        while length < MEGABYTES * 1_000_000:
            message = choose.choice(frequent if choose.random() < 0.8 else others)
            length += out.write(message.strip() + b"\n")
            count += 1
    return count


def held(process):
    """Returns the most kilobytes of memory that a process has held."""
    with open(f"/proc/{process}/status") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def measure(command, path):
    """Returns the seconds of processor time of the fastest run, and the most kilobytes of memory."""
    best, memory = float("inf"), 0
    for _ in range(RUNS):
        with open(path, "rb") as file, open(os.devnull, "wb") as null:
            child = subprocess.Popen(command, stdin=file, stdout=null, stderr=null)
            # What the kernel says at the end includes this program, before it became the other one.
            while (ended := os.wait4(child.pid, os.WNOHANG))[0] == 0:
                memory = max(memory, held(child.pid))
                time.sleep(0.005)
            _, status, usage = ended
        if status != 0:
            sys.exit(f"speed: {' '.join(command)} ended with {status}")
        best = min(best, usage.ru_utime + usage.ru_stime)
    return best, memory


def main(tool):
    tools = [("bwcap", tool)]
    if other := os.environ.get("OTHER"):
        tools.append(("OTHER", other))
    with tempfile.TemporaryDirectory() as folder:
        path, json, wrapped = (os.path.join(folder, name) for name in ("stream.xml", "stream.jsonl", "wrapped.xml"))
        count = stream(path)
        runs = [("cat", ["cat"], path), ("wc -c", ["sh", "-c", "cat | wc -c"], path)]
        for task in (["decode"], ["decode", "--json"], ["validate"]):
            runs += [(f"{name} {' '.join(task)}", [tool, *task, "-"], path) for name, tool in tools]
        if shutil.which("xmllint"):
            with open(path, "rb") as file, open(wrapped, "wb") as out:
                out.write(b"<all>\n")
                # A declaration may stand at the start of a file alone.
                out.writelines(line.partition(b"?>")[2] for line in file)
                out.write(b"</all>\n")
            runs.append(("xmllint --stream", ["xmllint", "--stream", "--noout", "--huge", wrapped], wrapped))
        if shutil.which("jq"):
            with open(path, "rb") as file, open(json, "wb") as out:
                subprocess.run([tool, "decode", "--json", "-"], stdin=file, stdout=out, check=True)
            runs.append(("jq -c .", ["jq", "-c", "."], json))
        print(f"{os.path.getsize(path) / 1e6:.0f} MB, {count} messages; processor time, the best of {RUNS} runs\n")
        print(f"{'command':<24} {'seconds':>8} {'MB/s':>8} {'of cat':>8} {'MB of memory':>13}")
        base = None
        for name, command, file in runs:
            seconds, memory = measure(command, file)
            base = base or seconds
            speed = os.path.getsize(file) / 1e6 / seconds
            print(f"{name:<24} {seconds:8.2f} {speed:8.0f} {seconds / base:7.0f}x {memory / 1024:13.1f}", flush=True)


main(sys.argv[1])
