"""What happened: who lives where, what the house sells, who bought what, how it travelled and what lies where.

Facts, whatever any system will say of them. Chance follows from the seed; all times are offsets from one anchor.
"""
