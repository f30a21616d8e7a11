"""Rules of transit gateways, over frozen records. Source: Transit Gateways guide, unless a rule names another."""
