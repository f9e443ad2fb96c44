"""What fills the air of a picture: banks of fog, leaves, embers, motes, fireflies."""
