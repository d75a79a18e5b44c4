"""Ingest work over many machines: a writer puts batches in a queue, workers on any machine make records of
them.

`carried` writes sources and records as data and reads them back, `children` makes records in processes that
may die, `worker` takes batches and gives back results, `runner` is the writer's side: a Runner as any other,
whose results come in the order of the batches.
"""
