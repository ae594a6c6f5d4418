"""What people wrote: read, searched, brought in, reviewed, sorted into categories."""
