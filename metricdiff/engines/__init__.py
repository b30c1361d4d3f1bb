"""What runs a call: scikit-learn in this process, Keras in a worker process."""
