"""`python -m dreamwright` is `dreamwright`."""

from dreamwright.cli.main import run

if __name__ == "__main__":
    run()
