"""What the organisation has decided about health: a plain value of facts goes in, a reasoned outcome comes out."""
