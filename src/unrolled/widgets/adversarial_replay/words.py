"""The words of the adversarial replay."""

ENGLISH = {
    "adversarial_replay": "Adversarial replay: G's points, the field of D and both losses over a recorded game",
    "back_key": "Back (← a checkpoint, Shift+← a frame)",
    "next_key": "Forward (→ a checkpoint, Shift+→ a frame)",
    "reset_key": "Back to where it opened (Escape)",
    "time": "Frames of the game",
    "mode_inside": "every frame",
    "mode_step": "checkpoint",
    "replay_run": "recorded game",
    "replay_run_nonsaturating": "non-saturating",
    "replay_run_saturating": "saturating",
    "replay_run_collapse": "collapse",
    "replay_about_nonsaturating": (
        "D has had 10,000 steps alone. G makes −log D(G(z)) small, by plain gradient descent."
    ),
    "replay_about_saturating": (
        "All as in the first game, but G makes log(1 − D(G(z))) small, as the min-max formula says."
    ),
    "replay_about_collapse": "Both begin together, with −log D(G(z)); G's learning rate is ten times that of D.",
    "replay_ends": "Modes covered after {rounds} rounds, from {n} seeds: {counts}; you see the first.",
    "replay_halves_from": "half a round at a time",
    "replay_from": "from round {n}",
    "replay_at_start": "Before the first round.",
    "replay_at_round": "After {n} rounds.",
    "replay_at_D": "Round {next}: D has moved.",
    "replay_at_G": "Round {n}: G has moved.",
    "replay_losses": "D's loss is {d_loss}, G's {g_loss}.",
    "replay_losses_moved": "D's loss goes from {d_loss_before} to {d_loss}, G's from {g_loss_before} to {g_loss}.",
    "replay_covers": "The fakes cover {covered} of {modes} modes; {near} of them lie near one.",
    "replay_probe_at": "At the cross ({x}, {y}) D says {d}.",
    "replay_covered": "modes covered",
    "replay_d_loss": "D's loss",
    "replay_g_loss": "G's loss",
    "replay_belief": "mean D(G(z))",
    "replay_push": "mean pull on a fake",
    "replay_near": "fakes near a mode",
    "replay_plane": "The plane: the field of D, real points and fakes; the fakes cover {covered} of {modes} modes",
    "replay_lines": "Both losses and the modes covered, over the game {run}; the numbers at the cursor are listed",
    "replay_scale": "D(x), fake to real",
    "replay_scale_lines": "D(x) is drawn in lines: at {levels}; the line at ½ is thick.",
    "replay_key_fake": "fake, G(z)",
    "replay_key_real": "real",
    "replay_key_pull": "pull of D's slope",
    "replay_key_even": "D(x) = ½",
    "replay_key_ring": "mode covered",
    "replay_key_open": "mode left out",
    "replay_halves": "half rounds",
    "replay_lane_modes": "modes covered",
    "replay_axis": "rounds played",
    "replay_hint": (
        "← → move by checkpoints, Shift+← → by frames; the shaded frames are half a round each. After G's move a "
        "line shows where a fake was; after D's a dashed line shows where D(x) was ½. Arrows grow with the logarithm "
        "of the pull; a pull below 0.001 has none. Press or drag on the plane to ask D there, or move the cross with the "
        "arrow keys. A fake outside the plane stands on its edge. Losses are drawn on a bent scale; along the axis all "
        "recorded frames have the same width."
    ),
}

CHINESE = {
    "adversarial_replay": "对抗回放：一局已录制的对抗中 G 的样本点、D 的场和双方的损失",
    "back_key": "后退（← 一个检查点，Shift+← 一帧）",
    "next_key": "前进（→ 一个检查点，Shift+→ 一帧）",
    "reset_key": "回到打开时的位置（Escape）",
    "time": "对局的帧",
    "mode_inside": "每一帧",
    "mode_step": "检查点",
    "replay_run": "录制的对局",
    "replay_run_nonsaturating": "不饱和",
    "replay_run_saturating": "饱和",
    "replay_run_collapse": "坍塌",
    "replay_about_nonsaturating": "D 先单独训练了 10000 步。G 用普通梯度下降减小 −log D(G(z))。",
    "replay_about_saturating": "其余与第一局相同，但 G 按极小极大公式减小 log(1 − D(G(z)))。",
    "replay_about_collapse": "双方同时开始，使用 −log D(G(z))；G 的学习率是 D 的十倍。",
    "replay_ends": "{rounds} 轮之后覆盖的模式数，{n} 个种子：{counts}；这里显示第一个。",
    "replay_halves_from": "半轮半轮地看",
    "replay_from": "从第 {n} 轮起",
    "replay_at_start": "第一轮之前。",
    "replay_at_round": "{n} 轮之后。",
    "replay_at_D": "第 {next} 轮：D 已走。",
    "replay_at_G": "第 {n} 轮：G 已走。",
    "replay_losses": "D 的损失为 {d_loss}，G 的损失为 {g_loss}。",
    "replay_losses_moved": "D 的损失从 {d_loss_before} 变为 {d_loss}，G 的损失从 {g_loss_before} 变为 {g_loss}。",
    "replay_covers": "假样本覆盖 {modes} 个模式中的 {covered} 个；{near} 落在某个模式附近。",
    "replay_probe_at": "在十字处 ({x}, {y})，D 给出 {d}。",
    "replay_covered": "覆盖的模式",
    "replay_d_loss": "D 的损失",
    "replay_g_loss": "G 的损失",
    "replay_belief": "D(G(z)) 的均值",
    "replay_push": "假样本所受拉力的均值",
    "replay_near": "模式附近的假样本",
    "replay_plane": "平面：D 的场、真样本和假样本；假样本覆盖 {modes} 个模式中的 {covered} 个",
    "replay_lines": "对局“{run}”中双方的损失和覆盖的模式数；光标处的数值另列",
    "replay_scale": "D(x)，从假到真",
    "replay_scale_lines": "D(x) 以等值线表示：{levels}；½ 处为粗线。",
    "replay_key_fake": "假样本 G(z)",
    "replay_key_real": "真样本",
    "replay_key_pull": "D 的斜率的拉力",
    "replay_key_even": "D(x) = ½",
    "replay_key_ring": "已覆盖的模式",
    "replay_key_open": "遗漏的模式",
    "replay_halves": "半轮",
    "replay_lane_modes": "覆盖的模式",
    "replay_axis": "已进行的轮数",
    "replay_hint": (
        "← → 按检查点移动，Shift+← → 逐帧移动；阴影中的每一帧是半轮。G 走后，细线表示假样本原来的位置；"
        "D 走后，虚线表示原来 D(x) = ½ 的位置。箭头长度随拉力的对数增长，小于 0.001 的拉力不画。"
        "在平面上点按或拖动可询问 D 的判断，"
        "也可用方向键移动十字。平面之外的假样本画在边缘上。损失画在弯曲的刻度上；沿横轴每一帧宽度相同。"
    ),
}
