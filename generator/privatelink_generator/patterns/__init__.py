"""What a spec may say, a room for each pattern: its model, what AWS refuses, what its templates see."""
