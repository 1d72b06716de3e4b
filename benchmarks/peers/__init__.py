"""Comptoir among the peers: their schema over their REST API, served by the product's own machinery.

    rest/     a backend folder like any other: wire, client
    graph.py  their schema, as batch functions
    serving.py  settings, systems and contexts, put together by `create_app`
    apart/    their benchmark with one more peer: the same without the coalescer

Nothing here is quicker than what a user of the packages gets: ports in their guard and their coalescer, the transport,
compiled operations, the HTTP route with its limits, its log and its account of freshness and cost. No cache.
"""
