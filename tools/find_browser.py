"""Print the path of a Chromium to test with: one that is here, else Debian's, else Playwright's own download.

Ends with an error when none can be had. The tests never skip for want of a browser.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]


def present():
    """The browser that $CHROME names or that is on the PATH."""
    chosen = os.environ.get("CHROME")
    if chosen:
        if not shutil.which(chosen):
            sys.exit(f"find_browser: CHROME={chosen} cannot be run.")
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None)


def from_debian():
    """Debian's chromium, where apt is there and may install without asking for a password."""
    if not shutil.which("apt-get"):
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and (not shutil.which("sudo") or not succeeds([*sudo, "true"])):
        return None
    print("No browser found: installing Debian's chromium.", file=sys.stderr)
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    installed = succeeds([*apt, "update"]) and succeeds([*apt, "install", "-y", "--no-install-recommends", "chromium"])
    return shutil.which("chromium") if installed else None


def from_playwright():
    """The Chromium that Playwright downloads for itself."""
    from playwright.sync_api import sync_playwright

    print("No browser found: downloading Playwright's chromium.", file=sys.stderr)
    if not succeeds([sys.executable, "-m", "playwright", "install", "chromium"]):
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def starts(path):
    """Whether this browser runs here: Ubuntu's chromium-browser, for one, may be a mere pointer to a snap."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def succeeds(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode == 0


def main():
    for find in (present, from_debian, from_playwright):
        path = find()
        if path and starts(path):
            print(path)
            return
    sys.exit(
        "find_browser: no Chromium here, and none could be installed. Install chromium or google-chrome, "
        "or name one: CHROME=/path/to/chrome make test"
    )


if __name__ == "__main__":
    main()
