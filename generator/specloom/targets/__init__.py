"""What is written: each target is a pure function of the plan and the templates."""
