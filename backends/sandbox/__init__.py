"""The pretend retailer: one demo world, told by seven systems that each see a part of it.

`world` is what happened, `telling` what each system says of it in our records, `stories` names the scenes worth
showing, and each writer (`sqlite` is the first) brings what is said to where a gateway can read it. Nothing here
reads a clock: all times are offsets from `world.moments.ANCHOR`.
"""
