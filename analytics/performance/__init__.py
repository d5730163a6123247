"""Process performance models: what a case will take, cost and feel like, from what is known after a stage."""
