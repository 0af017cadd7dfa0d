"""The only room with TensorFlow and Keras. Importing any module of it first settles their setup."""

from explorer.runtime import tensorflow_setup as tensorflow_setup
