"""The rules: Equal Shares and its completions, Phragmén, greedy, and ties."""
