namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>An expression that cannot be read, or cannot be worked out. Its message says so in a sentence.</summary>
internal sealed class ExpressionFault(string message) : Exception(message);
