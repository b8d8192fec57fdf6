"""Run the command with `python -m omstilling`."""

from omstilling.cli import main

if __name__ == "__main__":
    main()
