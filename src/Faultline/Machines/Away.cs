namespace Faultline.Machines;

/// <summary>What a program leans on cannot be reached, or refuses; later it may be there.</summary>
internal sealed class Away(string message, Exception? cause = null) : Exception(message, cause);
