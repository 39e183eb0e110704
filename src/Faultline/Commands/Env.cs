using System.CommandLine;

namespace Faultline.Commands;

/// <summary>To come with the next change.</summary>
internal sealed class Env() : Command("env", "Env.");
