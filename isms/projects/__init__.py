"""Projects: phases, decision points, security gates and benefits, and how a system's life ends."""
