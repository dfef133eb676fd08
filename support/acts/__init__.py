"""The fixed list of what a case's playbook can do, one module each."""
