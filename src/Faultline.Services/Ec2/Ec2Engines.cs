using Faultline.Engines.Folders;
using Faultline.Engines.Processes;
using Faultline.Engines.Volumes;
using Faultline.Network;

namespace Faultline.Services.Ec2;

/// <summary>The engines that instances, their volumes and their addresses are made of, in one region.</summary>
public sealed record Ec2Engines(
    IProcesses Processes, IFolders Folders, IVolumes Volumes, ITransport Transport, Ways Ways);
