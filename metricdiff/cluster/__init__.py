"""The same statistics on a Dask cluster: its workers read the files, count, and run Keras."""
