/* The least a process can be: what starting one costs at all. */
int main(void) { return 0; }
