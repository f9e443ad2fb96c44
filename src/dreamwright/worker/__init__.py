"""The worker: takes jobs from the service and has films made. The only room that knows both."""
