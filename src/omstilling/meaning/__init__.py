"""Which texts mean the same, in bokmål, nynorsk and English?"""
