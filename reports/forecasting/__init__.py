"""What will be asked for: series, methods, errors. Only commands import ``methods``, see ADR 0026."""
