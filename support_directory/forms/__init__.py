"""What is asked about the support directory, its requests and deployments."""
