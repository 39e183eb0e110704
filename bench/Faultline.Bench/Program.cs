System.Console.WriteLine("Faultline");
