"""The tables, one file for each group of them. Rules that money and jobs stand on are constraints here."""
