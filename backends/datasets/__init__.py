"""Public data that fills a retailer's systems: real purchases to try the gateway on."""
